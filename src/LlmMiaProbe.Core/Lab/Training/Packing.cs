namespace LlmMiaProbe.Lab;

/// <summary>How documents become training windows of one length.</summary>
public enum Packing
{
    /// <summary>One after the other with a separator between, cut into windows: no token is wasted.</summary>
    Stream,

    /// <summary>A window holds one document, repeated to fill it, or a random stretch of a longer one: a gradient then depends on one document only.</summary>
    Document,
}
