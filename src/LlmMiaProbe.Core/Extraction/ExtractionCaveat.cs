using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Extraction;

/// <summary>
/// What stands beside every result of an extraction (Liu et al. 2025, arXiv 2503.17514: models complete texts that they were not
/// trained on; and most of what they were trained on cannot be extracted).
/// </summary>
public static class ExtractionCaveat
{
    public const string Standing = Scope
        + "compare with a reference model (--reference) and shuffled prefixes (--prior) before you read anything into what is.";

    private const string AtEndpoints = Scope + "compare with a reference model (--reference) before you read anything into what is.";

    private const string Scope = "This says what the model can emit and with what probability, not where it learned it. "
        + "What is not extracted may have been in the training data all the same; ";

    /// <param name="run">At an endpoint prefixes cannot be shuffled.</param>
    public static string Of(RunSettings run) => run.Hosted is null ? Standing : AtEndpoints;
}
