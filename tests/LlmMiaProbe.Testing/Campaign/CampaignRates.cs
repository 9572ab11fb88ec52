namespace LlmMiaProbe.Testing.Campaign;

/// <summary>How often runs of one kind made each claim.</summary>
/// <param name="Runs">Runs that were judged.</param>
/// <param name="Inferences">Those in which dataset inference was made.</param>
public sealed record CampaignRates(int Runs, int Apart, int Unqualified, int Reversed, int Undecided, int Texts, int Discovers, int Scores, int Inferences, int Infers)
{
    /// <summary>Draws runs and judges each.</summary>
    /// <param name="passages">What they are drawn from.</param>
    /// <param name="draw">One of <see cref="CampaignDraws"/>.</param>
    /// <param name="perSide">Documents called members, and as many others.</param>
    /// <param name="runs">How many.</param>
    public static CampaignRates Of(StoredPassages passages, Func<Random, int, IReadOnlyList<DrawnDocument>> draw, int perSide, int runs)
    {
        List<Claims> claims = [.. Enumerable.Range(0, runs).Select(i => Claims.Of(passages.Judge(draw(new Random(i), perSide), i)))];
        int Count(Func<Claims, bool> made) => claims.Count(made);
        return new CampaignRates(
            runs,
            Count(of => of.Apart),
            Count(of => of.Unqualified),
            Count(of => of.Reversed),
            Count(of => of.Undecided),
            Count(of => of.Texts),
            Count(of => of.Discovers),
            Count(of => of.Scores),
            Count(of => of.Infers is not null),
            Count(of => of.Infers == true));
    }
}
