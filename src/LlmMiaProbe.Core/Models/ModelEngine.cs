namespace LlmMiaProbe.Models;

/// <summary>What evaluates a model. The last is read only.</summary>
public enum ModelEngine
{
    /// <summary>llama.cpp through this project's own binding.</summary>
    LlamaCpp,

    /// <summary>llama.cpp through LLamaSharp and the native library that it brings.</summary>
    LlamaSharp,

    /// <summary>A chat service of Semantic Kernel. Stored with runs of older versions and chosen no more: every chat goes through it.</summary>
    SemanticKernel,
}
