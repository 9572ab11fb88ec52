using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Opens the models of a run.</summary>
public interface IModelProvider
{
    /// <summary>Opens a model for its tokenizer; its weights are loaded when it first scores.</summary>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    /// <exception cref="ModelException">The file cannot be scored.</exception>
    ITokenScorer Open(ModelRole role, RunSettings settings);

    /// <summary>Opens a model that scores windows of texts for its tokenizer; its weights are loaded when it first scores.</summary>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    /// <exception cref="ModelException">The file cannot be scored.</exception>
    /// <exception cref="ConfigurationException">The endpoint returns too little for that.</exception>
    IWindowScorer OpenWindows(ModelRole role, RunSettings settings);

    /// <summary>Opens a model that continues texts for its tokenizer; its weights are loaded when it first generates.</summary>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    /// <exception cref="ModelException">The file cannot produce text.</exception>
    IGenerator OpenGenerator(ModelRole role, RunSettings settings);

    /// <summary>Opens what puts the conversations of a run together: the chat template that it names, or that of its target.</summary>
    /// <exception cref="PrerequisiteException">The file or the native library is missing.</exception>
    /// <exception cref="ConfigurationException">The model has no chat template, or none that is known.</exception>
    ConversationRenderer OpenTemplate(RunSettings settings);
}
