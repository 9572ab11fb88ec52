using LlmMiaProbe.Generation;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>An attempt as a bundle has it.</summary>
/// <param name="Key">As stated.</param>
/// <param name="Use">What it was wanted for.</param>
/// <param name="Attempt">What was asked and what came.</param>
internal sealed record BundledAttempt(string Key, AttemptUse Use, Attempt Attempt)
{
    /// <summary>Attempts of one series may continue each other.</summary>
    public string Series => $"{Use.Role} {Use.Purpose}";
}
