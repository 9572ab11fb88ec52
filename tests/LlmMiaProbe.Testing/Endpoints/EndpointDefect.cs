namespace LlmMiaProbe.Testing.Endpoints;

/// <summary>How an endpoint lies: an answer of the right form with the wrong contents.</summary>
public enum EndpointDefect
{
    None,

    /// <summary>Takes <c>echo</c> and returns generated tokens only.</summary>
    EchoIgnored,

    /// <summary>Echoes the text, but the log-probabilities are those of generated tokens.</summary>
    GeneratedInsteadOfPrompt,

    /// <summary>Every log-probability is 0.</summary>
    Zeros,

    /// <summary>Every log-probability is -9999.</summary>
    Sentinels,

    /// <summary>Every log-probability is null.</summary>
    Nulls,

    /// <summary>Log-probabilities that are there, but do not depend on what precedes a token.</summary>
    OrderIgnored,

    /// <summary>Splits text as another model does: a comma belongs to the token before it.</summary>
    OtherTokens,

    /// <summary>The completions route answers with an object of the chat route.</summary>
    ChatShaped,

    /// <summary>Puts a chat template of its own around the text that it is sent, and shows its tokens, too.</summary>
    AppliesTemplate,

    /// <summary>The same, and shows the tokens of the text alone.</summary>
    HidesTemplate,

    /// <summary>Bills nothing: no answer has a <c>usage</c>.</summary>
    NoUsage,
}
