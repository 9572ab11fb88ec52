namespace LlmMiaProbe.Local;

/// <summary>How weights are stored in a GGUF; the numbers are those of <c>llama_ftype</c>.</summary>
public enum WeightType
{
    F32 = 0,
    F16 = 1,
    /// <summary>Q8_0.</summary>
    Q8 = 7,

    /// <summary>The mixture Q4_K_M; rows whose length is no multiple of 256 become a neighbouring type.</summary>
    Q4 = 15,
}
