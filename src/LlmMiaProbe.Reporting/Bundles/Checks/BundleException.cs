namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Something in a bundle is not what this program writes.</summary>
/// <param name="message">A sentence that names the file and, if there is one, the line.</param>
internal sealed class BundleException(string message) : Exception(message);
