namespace LlmMiaProbe.Models;

/// <summary>What evaluates a model. All but the first are providers, which a build may leave out.</summary>
public enum ModelEngine
{
    /// <summary>llama.cpp through this project's own binding.</summary>
    LlamaCpp,

    /// <summary>llama.cpp through LLamaSharp and the native library that it brings.</summary>
    LlamaSharp,

    /// <summary>A chat service of Semantic Kernel.</summary>
    SemanticKernel,
}
