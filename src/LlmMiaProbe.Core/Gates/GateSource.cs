namespace LlmMiaProbe.Gates;

/// <summary>What has to be there for a measure to have a value.</summary>
public enum GateSource
{
    /// <summary>Any run.</summary>
    AnyRun,

    /// <summary>A run that scores membership.</summary>
    Membership,

    /// <summary>A run that measures extraction.</summary>
    Extraction,

    /// <summary>A test of canaries.</summary>
    Canaries,
}
