namespace LlmMiaProbe.Lab;

/// <summary>How the learning rate falls after its warm-up.</summary>
public enum RateSchedule
{
    Cosine,
    Linear,
    Constant,
}
