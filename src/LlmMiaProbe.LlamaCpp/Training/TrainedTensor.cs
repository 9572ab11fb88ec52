namespace LlmMiaProbe.LlamaCpp.Training;

/// <summary>A weight tensor under training and the accumulator of its gradient, both in native memory that lives as long as the context.</summary>
internal sealed unsafe class TrainedTensor
{
    private readonly float* _weights;
    private readonly float* _gradient;

    /// <param name="name">Its name in the GGUF, such as <c>blk.0.attn_q.weight</c>.</param>
    /// <param name="length">Elements.</param>
    /// <param name="weights">F32 in host memory.</param>
    /// <param name="gradient">F32 in host memory.</param>
    public TrainedTensor(string name, int length, float* weights, float* gradient)
    {
        Name = name;
        Length = length;
        _weights = weights;
        _gradient = gradient;
    }

    public string Name { get; }

    /// <summary>Elements.</summary>
    public int Length { get; }

    public Span<float> Weights => new(_weights, Length);

    /// <summary>Sum of the gradients since the last clearing.</summary>
    public Span<float> Gradient => new(_gradient, Length);
}
