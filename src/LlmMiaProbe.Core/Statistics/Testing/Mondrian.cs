using System.Text.Json.Serialization;

namespace LlmMiaProbe.Statistics;

/// <summary>
/// Which calibration documents a tested document is held against: all, or only those of its own stratum (Mondrian
/// conformal prediction, Vovk et al. 2003). Log-likelihoods depend strongly on length and source.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mondrian>))]
public enum Mondrian
{
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Strata of UTF-8 bytes that double from one to the next, so that they do not depend on the corpus.</summary>
    [JsonStringEnumMemberName("length")]
    Length,

    [JsonStringEnumMemberName("group")]
    Group,
}
