using LlmMiaProbe.Corpora;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Statistics;

/// <summary>Test designs from short lists.</summary>
internal static class Designs
{
    public static DesignDocument Document(Membership label, string? group = null, int bytes = 100, bool calibrates = false) => new(label, calibrates, group, bytes);

    public static TestDesign Of(IEnumerable<DesignDocument> documents, double rate = .1, Mondrian mondrian = Mondrian.None)
    {
        var builder = new TestDesignBuilder(mondrian, rate);
        foreach (var document in documents)
        {
            builder.Add(document);
        }

        return builder.Build();
    }

    /// <summary>So many documents under test, then so many non-members.</summary>
    public static DesignDocument[] Documents(int tested, int calibration) =>
    [
        .. Enumerable.Repeat(Document(Membership.Unknown), tested),
        .. Enumerable.Repeat(Document(Membership.NonMember), calibration),
    ];
}
