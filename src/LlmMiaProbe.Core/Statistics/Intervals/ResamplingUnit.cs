using System.Text.Json.Serialization;

namespace LlmMiaProbe.Statistics;

/// <summary>What a bootstrap draws with replacement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ResamplingUnit>))]
public enum ResamplingUnit
{
    /// <summary>Documents, members and non-members each in their own number.</summary>
    [JsonStringEnumMemberName("document")]
    Document,

    /// <summary>Groups with all their documents; a document without a group is a group of its own.</summary>
    [JsonStringEnumMemberName("group")]
    Group,
}
