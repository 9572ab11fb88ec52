using System.Text.Json.Serialization;

namespace LlmMiaProbe.Lab;

/// <summary>Everything about a training but base model, documents and machine.</summary>
public sealed record TrainingRecipe
{
    /// <summary>Passes over the documents.</summary>
    public int Epochs { get; init; } = 2;

    /// <summary>Highest learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 5e-4;

    public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

    /// <summary>Share of all steps over which the rate rises from 0, 0 to 1.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>Decoupled weight decay (Loshchilov and Hutter 2019).</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Windows a step.</summary>
    public int Batch { get; init; } = 4;

    /// <summary>Tokens a window; null for 256, or the context of a model that has less.</summary>
    public int? Window { get; init; }

    public Packing Packing { get; init; } = Packing.Stream;

    /// <summary>Which tokens of chat records the loss is on; all of a text.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LossTokens Loss { get; init; }

    /// <summary>Gradients of a larger Euclidean norm are scaled down to it.</summary>
    public double ClipNorm { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>Stop after this many epochs without a lower validation loss and keep the best; 0 to train all epochs.</summary>
    public int Patience { get; init; }

    /// <summary>Null for training without differential privacy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PrivacyRecipe? Privacy { get; init; }

    /// <exception cref="ConfigurationException">A value is out of range.</exception>
    public void Require()
    {
        Require(Epochs >= 1, "epochs", "at least 1", Epochs);
        Require(LearningRate > 0 && double.IsFinite(LearningRate), "the learning rate", "a number above 0", LearningRate);
        Require(WarmUp is >= 0 and <= 1, "the warm-up", "a share from 0 to 1", WarmUp);
        Require(WeightDecay is >= 0 and <= 1, "the weight decay", "a number from 0 to 1", WeightDecay);
        Require(Batch >= 1, "the batch", "at least 1 window", Batch);
        Require(Window is null or >= 8, "the window", "at least 8 tokens", Window ?? 0);
        Require(ClipNorm > 0, "the clipping norm", "a number above 0", ClipNorm);
        Require(Patience >= 0, "the patience", "at least 0 epochs", Patience);
        if (Privacy is { } privacy)
        {
            Require(privacy.NoiseMultiplier > 0 && double.IsFinite(privacy.NoiseMultiplier), "the noise", "a number above 0", privacy.NoiseMultiplier);
            Require(privacy.ClipNorm > 0 && double.IsFinite(privacy.ClipNorm), "the clipping norm", "a number above 0", privacy.ClipNorm);
            Require(privacy.Delta is > 0 and < 1, "delta", "a number between 0 and 1", privacy.Delta);
        }
    }

    private static void Require(bool holds, string what, string expected, double value)
    {
        if (!holds)
        {
            throw new ConfigurationException(FormattableString.Invariant($"training: {what} is {value}; expected {expected}"));
        }
    }
}

/// <summary>How documents become training windows of one length.</summary>
public enum Packing
{
    /// <summary>One after the other with a separator between, cut into windows: no token is wasted.</summary>
    Stream,

    /// <summary>A window holds one document, repeated to fill it, or a random stretch of a longer one: a gradient then depends on one document only.</summary>
    Document,
}

/// <summary>How the learning rate falls after its warm-up.</summary>
public enum RateSchedule
{
    Cosine,
    Linear,
    Constant,
}

/// <summary>Which tokens of chat records a training has its loss on.</summary>
public enum LossTokens
{
    /// <summary>What the assistant says, and the token that ends its turn where the vocabulary has one.</summary>
    Answers,

    /// <summary>Template, questions and answers.</summary>
    All,
}
