using LlmMiaProbe.Models;

namespace LlmMiaProbe.Cli.Views;

/// <summary>A model in a line.</summary>
internal static class ModelLine
{
    public static IReadOnlyList<string> Parts(ModelDescription model) => model.IsHosted ? [model.Name, "hosted"]
        : model.IsImported ? [model.Name, "token scores computed elsewhere, no model at hand"]
        : [model.Name, model.Architecture, Figures.Parameters(model.ParameterCount), model.Quantization, $"sha256 {model.Fingerprint.Short}…"];

    /// <summary>The same without the architecture.</summary>
    public static IReadOnlyList<string> Short(ModelDescription model) => model.HasNoFile
        ? Parts(model)
        : [model.Name, Figures.Parameters(model.ParameterCount), model.Quantization, $"sha256 {model.Fingerprint.Short}…"];
}
