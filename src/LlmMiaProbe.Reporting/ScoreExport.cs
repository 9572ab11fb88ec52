using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting;

/// <summary>
/// The scores of a run as JSON lines, one object per document and attack: <c>document</c>, <c>label</c>, <c>attack</c>,
/// <c>score</c> (higher means more likely a member; null if there is none), <c>status</c> (scored, not-applicable, failed), <c>reason</c>.
/// </summary>
public static class ScoreExport
{
    public static void Write(IProbeStore store, long run, TextWriter output)
    {
        var failed = store.ReadFailures(run).Where(failure => failure.IsFatal).Select(failure => failure.Ordinal).ToHashSet();
        var lines = new JsonLines(output);
        using var documents = store.ReadDocuments(run).GetEnumerator();
        foreach (var stored in store.ReadScores(run))
        {
            while (documents.Current is null || documents.Current.Ordinal != stored.Ordinal)
            {
                documents.MoveNext();
            }

            var document = documents.Current;
            lines.Write(json =>
            {
                json.WriteString("document", document.Id);
                json.WriteString("label", document.Label.ToText());
                json.WriteString("attack", stored.Attack);
                if (stored.Score.Value is { } score)
                {
                    json.WriteNumber("score", score);
                }
                else
                {
                    json.WriteNull("score");
                }

                json.WriteString("status", stored.Score.Value is not null ? "scored" : failed.Contains(stored.Ordinal) ? "failed" : "not-applicable");
                json.WriteString("reason", stored.Score.Reason);
            });
        }
    }
}
