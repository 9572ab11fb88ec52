namespace LlmMiaProbe.Statistics;

/// <summary>Draws documents, stratified by label: as many members and non-members as there are.</summary>
internal sealed class DocumentResampler(ScoreLadder ladder, string note) : IResampler
{
    private readonly int[] _memberRungs = ladder.RungsOf(members: true);
    private readonly int[] _nonMemberRungs = ladder.RungsOf(members: false);

    public ResamplingUnit Unit => ResamplingUnit.Document;

    public int Units => ladder.Documents.Count;

    public double Widening => 1;

    public int Redrawn => 0;

    public string Note => note;

    public void Draw(Random random, int[] members, int[] nonMembers)
    {
        DrawStratum(random, _memberRungs, members);
        DrawStratum(random, _nonMemberRungs, nonMembers);
    }

    private static void DrawStratum(Random random, int[] rungs, int[] weights)
    {
        Array.Clear(weights);
        for (var i = 0; i < rungs.Length; i++)
        {
            weights[rungs[random.Next(rungs.Length)]]++;
        }
    }
}
