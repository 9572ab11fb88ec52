using LlmMiaProbe.Corpora;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Generation;

/// <summary>One attempt to make a model produce text, successful or not: what was given, how it was decoded, what came out.</summary>
/// <param name="Model">The model that was asked.</param>
/// <param name="Policy">See <see cref="IGenerator.Policy"/>.</param>
/// <param name="PromptText">The given text. Not produced by the model, whatever it looks like.</param>
/// <param name="Outcome">Request (given) and produced tokens and text.</param>
/// <param name="ToolVersion">Version of the program that made it.</param>
/// <param name="Made">When.</param>
public sealed record Attempt(ModelFingerprint Model, string Policy, string PromptText, Continuation Outcome, string ToolVersion, DateTimeOffset Made)
{
    /// <summary>The key that it had before prompt, tokens and text were taken out of the store for good; null if they are there.</summary>
    public AttemptKey? PurgedKey { get; init; }

    /// <summary>Whether it was not made, because there was nobody to ask.</summary>
    internal bool IsMissing { get; init; }

    public bool IsPurged => PurgedKey is not null;

    public AttemptKey Key => PurgedKey ?? AttemptKey.Of(Model, Policy, Outcome.Request);
}

/// <summary>What a run wanted an attempt for.</summary>
/// <param name="Document">The document that the prompt belongs to; null for a prompt of the user's own.</param>
/// <param name="Role">Part of the model in the run.</param>
/// <param name="Purpose">See <see cref="AttemptPurpose"/>.</param>
public sealed record AttemptUse(ContentHash? Document, ModelRole Role, string Purpose);
