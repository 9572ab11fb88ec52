using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// Who a hosted model is: what it was known by when it was first met (<see cref="EndpointIdentity"/>). Runs of older versions knew
/// it by the endpoint and the model that its answers name, and go on so.
/// </summary>
internal static class HostedIdentity
{
    public const int ShortContext = 4096;

    public static ModelDescription Describe(HostedModel model) => new()
    {
        Fingerprint = new ModelFingerprint(
            model.Fingerprint
            ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"endpoint/1\n{model.Settings.Url}\n{model.Capability.ReportedModel}")))),
        Name = $"{model.Capability.ReportedModel} at {model.Settings.Url.Authority}",
        Architecture = ModelDescription.Hosted,
        Quantization = "not reported",
        Tokenizer = model.Capability.Tokenizer.Length > 0 ? model.Capability.Tokenizer : $"not reported by {model.Settings.Url.Authority}",
        VocabularySize = 0,
        ContextLength = model.Capability.ContextTokens ?? ShortContext,
        ParameterCount = 0,
        FileSize = 0,
        AddsBos = model.Capability.AddsBos,
    };

    /// <exception cref="PrerequisiteException">Another model answers than at the beginning.</exception>
    public static void RequireSame(HostedModel model, string? reported)
    {
        if (reported is not null && reported != model.Capability.ReportedModel)
        {
            throw new PrerequisiteException(
                $"{model.Settings.Url} now answers with the model {reported}; this run began with {model.Capability.ReportedModel}, "
                + "and their numbers do not belong together: begin a new run. Everything so far is kept.");
        }
    }
}
