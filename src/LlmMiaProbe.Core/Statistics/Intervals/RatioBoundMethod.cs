namespace LlmMiaProbe.Statistics;

/// <summary>Ways to bound the ratio of two binomial shares from below (Aho and Bowyer 2015, doi 10.1111/2041-210X.12304).</summary>
public enum RatioBoundMethod
{
    /// <summary>Normal interval of the logarithm (Katz et al. 1978).</summary>
    KatzLog,

    /// <summary>The same with a half added to every count (Walter 1975), which forgives zeros.</summary>
    AdjustedLog,

    /// <summary>Normal interval of the cube root (Bailey 1987).</summary>
    Bailey,

    /// <summary>Inverse hyperbolic sine (Newcombe 2001).</summary>
    InverseSinh,

    /// <summary>The exact lower end of one share over the exact upper end of the other: never anti-conservative.</summary>
    ClopperPearson,
}
