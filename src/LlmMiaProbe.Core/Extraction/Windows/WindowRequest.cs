using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Extraction;

/// <summary>Stable names of what is asked about the windows of a document; they link runs to evidence in the store.</summary>
public static class WindowRequest
{
    /// <summary>The suffix under the model's own distribution, such as <c>target/window</c>.</summary>
    public static string Of(ModelRole role) => $"{role}/window";

    /// <summary>The same after the prefix in random order.</summary>
    public static string Shuffled(ModelRole role) => $"{role}/shuffled";

    /// <summary>The suffix as a scheme draws it, such as <c>target/window(temperature=1,top-k=40)</c>.</summary>
    public static string Under(ModelRole role, DecodingScheme scheme) => $"{role}/window({scheme.Id})";
}
