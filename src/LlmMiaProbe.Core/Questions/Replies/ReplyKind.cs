namespace LlmMiaProbe.Questions;

/// <summary>What a reply is, each kind counted by itself.</summary>
public enum ReplyKind
{
    /// <summary>It answers the question, rightly or wrongly.</summary>
    Answered,

    /// <summary>Text that is no answer to the question, such as no letter where one was asked for.</summary>
    Unclear,

    /// <summary>It says that it does not know.</summary>
    Unknowing,

    /// <summary>It declines, in words or in the field for refusals.</summary>
    Refused,

    /// <summary>A filter of the provider cut it off or withheld it.</summary>
    Filtered,

    /// <summary>There is none.</summary>
    Failed,
}
