using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Testing.Campaign;

/// <summary>What the lab's first shadow model, trained for one epoch, says of 200 passages that it was trained on and 200 that it was not.</summary>
public sealed class OneEpoch
{
    /// <param name="store">Opened from <see cref="Path"/>.</param>
    /// <param name="attacks">Without a reference model.</param>
    public OneEpoch(IProbeStore store, IReadOnlyList<string> attacks)
    {
        Passages = new StoredPassages(store, 1, attacks);
        Draws = new CampaignDraws(IdsOf(Membership.NonMember), IdsOf(Membership.Member));
    }

    /// <summary>The store, beside the program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Campaign", "shadow-1.db");

    public StoredPassages Passages { get; }

    public CampaignDraws Draws { get; }

    private string[] IdsOf(Membership label) =>
        [.. Passages.Documents.Where(document => document.Label == label).Select(document => document.Id).Order(StringComparer.Ordinal)];
}
