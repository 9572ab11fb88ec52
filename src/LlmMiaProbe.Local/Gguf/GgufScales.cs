namespace LlmMiaProbe.Local.Gguf;

/// <summary>Where the numbers that can be NaN or infinite lie in a block of weights.</summary>
/// <param name="Kind">How they are stored.</param>
/// <param name="Places">Bytes from the start of a block.</param>
internal sealed record GgufScales(GgufScaleKind Kind, params int[] Places)
{
    private static readonly Dictionary<string, GgufScales> s_byType = new(StringComparer.Ordinal)
    {
        ["F32"] = new(GgufScaleKind.Single, 0),
        ["F16"] = new(GgufScaleKind.Half, 0),
        ["BF16"] = new(GgufScaleKind.Brain, 0),
        ["F64"] = new(GgufScaleKind.Double, 0),
        ["Q4_0"] = new(GgufScaleKind.Half, 0),
        ["Q4_1"] = new(GgufScaleKind.Half, 0, 2),
        ["Q5_0"] = new(GgufScaleKind.Half, 0),
        ["Q5_1"] = new(GgufScaleKind.Half, 0, 2),
        ["Q8_0"] = new(GgufScaleKind.Half, 0),
        ["Q8_1"] = new(GgufScaleKind.Half, 0, 2),
        ["Q2_K"] = new(GgufScaleKind.Half, 80, 82),
        ["Q3_K"] = new(GgufScaleKind.Half, 108),
        ["Q4_K"] = new(GgufScaleKind.Half, 0, 2),
        ["Q5_K"] = new(GgufScaleKind.Half, 0, 2),
        ["Q6_K"] = new(GgufScaleKind.Half, 208),
        ["Q8_K"] = new(GgufScaleKind.Single, 0),
        ["IQ2_XXS"] = new(GgufScaleKind.Half, 0),
        ["IQ2_XS"] = new(GgufScaleKind.Half, 0),
        ["IQ2_S"] = new(GgufScaleKind.Half, 0),
        ["IQ3_XXS"] = new(GgufScaleKind.Half, 0),
        ["IQ3_S"] = new(GgufScaleKind.Half, 0),
        ["IQ1_S"] = new(GgufScaleKind.Half, 0),
        ["IQ1_M"] = new(GgufScaleKind.SpreadHalf, 48),
        ["IQ4_NL"] = new(GgufScaleKind.Half, 0),
        ["IQ4_XS"] = new(GgufScaleKind.Half, 0),
        ["TQ1_0"] = new(GgufScaleKind.Half, 52),
        ["TQ2_0"] = new(GgufScaleKind.Half, 64),
        ["MXFP4"] = new(GgufScaleKind.Exponent, 0),
        ["Q1_0"] = new(GgufScaleKind.Half, 0),
        ["Q2_0"] = new(GgufScaleKind.Half, 0),
    };

    /// <summary>Null for whole numbers, and for NVFP4, whose scales have no infinity and whose NaN is computed with as 0.</summary>
    public static GgufScales? Of(GgufTensorType type) => s_byType.GetValueOrDefault(type.Name);
}
