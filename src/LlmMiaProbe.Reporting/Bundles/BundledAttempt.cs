using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>What is checked of an attempt in a bundle.</summary>
/// <param name="Key">As stated.</param>
/// <param name="Document">SHA-256 of the document, or null.</param>
/// <param name="Series">Attempts of one series may continue each other.</param>
/// <param name="Purpose">See <see cref="AttemptPurpose"/>.</param>
/// <param name="Model">As stated.</param>
/// <param name="Policy">As stated.</param>
/// <param name="GivenText">The prompt's text.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Produced">Token ids.</param>
internal sealed record BundledAttempt(
    string Key, string? Document, string Series, string Purpose, ModelFingerprint Model, string Policy, string GivenText, GenerationRequest Request,
    int[] Produced);
