using System.Text.Json.Serialization;

namespace LlmMiaProbe.Probing;

/// <summary>What a run is to find out; stored with it, its kind as <c>kind</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MembershipTask), "membership")]
[JsonDerivedType(typeof(ExtractionTask), "extraction")]
[JsonDerivedType(typeof(CanaryTask), "canary")]
[JsonDerivedType(typeof(SecretTask), "secret")]
[JsonDerivedType(typeof(WholeWorkTask), "continue")]
[JsonDerivedType(typeof(QuestionTask), "ask")]
[JsonDerivedType(typeof(ExchangeabilityTask), "exchangeability")]
public abstract record RunTask
{
    private protected RunTask()
    {
    }

    /// <summary>As lists name it, such as <c>membership</c>.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>As sentences name it, such as <c>a run about membership ('mia-probe run')</c>.</summary>
    [JsonIgnore]
    public abstract string Description { get; }
}

/// <summary>Do documents score as if they had been in the training data?</summary>
public sealed record MembershipTask : RunTask
{
    internal const string Sentence = "a run about membership ('mia-probe run')";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "membership";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => Sentence;
}

/// <summary>With what probability does the model emit the windows of documents?</summary>
/// <param name="Windows">How they are cut and decoded.</param>
public sealed record ExtractionTask(ExtractionSettings Windows) : RunTask
{
    internal const string Sentence = "a run about extraction ('mia-probe extract')";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "extraction";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => Sentence;
}

/// <summary>A task of a command that scores no documents one by one; it is repeated by its command and not resumed.</summary>
/// <param name="Command">The command line that makes the same again; nothing that is stored is made twice.</param>
public abstract record CommandTask(string Command) : RunTask;

/// <summary>How exposed are planted canaries?</summary>
/// <inheritdoc/>
public sealed record CanaryTask(string Command) : CommandTask(Command)
{
    internal const string Sentence = "a test of canaries ('mia-probe canary test')";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "canary";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => Sentence;
}

/// <summary>Does the model complete a sentence with the same string again and again?</summary>
/// <inheritdoc/>
public sealed record SecretTask(string Command) : CommandTask(Command)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "secret";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => "a run about a secret ('mia-probe secret')";
}

/// <summary>How much of a work comes from its beginning?</summary>
/// <inheritdoc/>
public sealed record WholeWorkTask(string Command) : CommandTask(Command)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "continue";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => "a run about a whole work ('mia-probe continue')";
}

/// <summary>What does the model reply to questions about documents?</summary>
/// <param name="Method">Such as <c>decop</c>.</param>
/// <param name="Command">The command line that makes the same again.</param>
public sealed record QuestionTask(string Method, string Command) : CommandTask(Command)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "ask";

    // A store may come from anywhere, so no word of it is repeated that this program would not have written.
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => Method.Length > 0 && Method.All(char.IsAsciiLetterLower)
        ? $"a run of questions ('mia-probe ask {Method}')"
        : "a run of questions";
}

/// <summary>Does the model prefer documents in their published order?</summary>
/// <inheritdoc/>
public sealed record ExchangeabilityTask(string Command) : CommandTask(Command)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => "exchangeability";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Description => "a test of the order of documents ('mia-probe exchangeability')";
}
