namespace LlmMiaProbe.Local.Gguf;

/// <summary>A storage type of weights: rows are cut into blocks of <see cref="BlockLength"/> elements that take <see cref="BlockSize"/> bytes each.</summary>
public sealed record GgufTensorType(int Id, string Name, int BlockLength, int BlockSize)
{
    // Ids that are missing were removed from the format and cannot be read by the pinned release.
    private static readonly Dictionary<int, GgufTensorType> ById = new GgufTensorType[]
    {
        new(0, "F32", 1, 4),
        new(1, "F16", 1, 2),
        new(2, "Q4_0", 32, 18),
        new(3, "Q4_1", 32, 20),
        new(6, "Q5_0", 32, 22),
        new(7, "Q5_1", 32, 24),
        new(8, "Q8_0", 32, 34),
        new(9, "Q8_1", 32, 36),
        new(10, "Q2_K", 256, 84),
        new(11, "Q3_K", 256, 110),
        new(12, "Q4_K", 256, 144),
        new(13, "Q5_K", 256, 176),
        new(14, "Q6_K", 256, 210),
        new(15, "Q8_K", 256, 292),
        new(16, "IQ2_XXS", 256, 66),
        new(17, "IQ2_XS", 256, 74),
        new(18, "IQ3_XXS", 256, 98),
        new(19, "IQ1_S", 256, 50),
        new(20, "IQ4_NL", 32, 18),
        new(21, "IQ3_S", 256, 110),
        new(22, "IQ2_S", 256, 82),
        new(23, "IQ4_XS", 256, 136),
        new(24, "I8", 1, 1),
        new(25, "I16", 1, 2),
        new(26, "I32", 1, 4),
        new(27, "I64", 1, 8),
        new(28, "F64", 1, 8),
        new(29, "IQ1_M", 256, 56),
        new(30, "BF16", 1, 2),
        new(34, "TQ1_0", 256, 54),
        new(35, "TQ2_0", 256, 66),
        new(39, "MXFP4", 32, 17),
        new(40, "NVFP4", 64, 36),
        new(41, "Q1_0", 128, 18),
        new(42, "Q2_0", 64, 18),
    }.ToDictionary(type => type.Id);

    public static GgufTensorType F32 => ById[0];

    public static GgufTensorType F16 => ById[1];

    /// <summary>All storage types of the pinned llama.cpp release.</summary>
    public static IReadOnlyCollection<GgufTensorType> All => ById.Values;

    /// <summary>Whether the pinned release can multiply a matrix of this type with activations on the CPU.</summary>
    public bool HasProduct => Name is not ("Q8_1" or "Q8_K" or "I8" or "I16" or "I32" or "I64" or "F64");

    public static GgufTensorType? Find(int id) => ById.GetValueOrDefault(id);
}
