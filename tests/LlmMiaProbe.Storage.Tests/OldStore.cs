using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests;

/// <summary>Copies of stores that builds of older versions made; see Stores/README.md.</summary>
internal static class OldStore
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Stores");

    public static int[] Versions { get; } = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>Bytes of each text by Python's <c>zlib.compress(text, 6)</c>, in the order of the runs.</summary>
    public static int[] KeptLengths { get; } = [85, 59, 63, 164, 93, 90, 71, 153];

    public static IEnumerable<string> Files => new DirectoryInfo(s_folder).EnumerateFiles("schema-*.db").Select(file => file.Name);

    public static StoreFolder Copy(int version)
    {
        var folder = new StoreFolder();
        File.Copy(Path.Combine(s_folder, $"schema-{version}.db"), folder.StorePath);
        return folder;
    }

    /// <summary>Reads all that a store holds, as reports and exports do.</summary>
    public static void ReadAll(SqliteProbeStore store)
    {
        foreach (var run in store.ListRuns())
        {
            foreach (var document in store.ReadDocuments(run.Id))
            {
                store.FindText(document.Facts.Hash);
                Enumerate(store.ReadWindows(run.Id, document.Ordinal));
                store.ReadUnmeasured(run.Id, document.Ordinal);
            }

            Enumerate(store.ReadEvidence(run.Id));
            Enumerate(store.ReadScores(run.Id));
            Enumerate(store.ReadShadows(run.Id));
            store.ReadDefects(run.Id);
            store.ReadFailures(run.Id);
            foreach (var (_, attempt) in store.ReadAttempts(run.Id))
            {
                store.FindAttempt(attempt.Key);
            }

            foreach (var model in run.Models)
            {
                store.FindVocabulary(model.Model.Tokenizer);
            }

            if (run.Settings.Task is MembershipTask)
            {
                StoredEvaluation.Find(store, run.Id);
            }
            else if (run.Settings.Extraction is not null)
            {
                Extraction.ExtractionEvaluation.Find(store, run.Id);
            }
        }
    }

    private static void Enumerate<T>(IEnumerable<T> rows)
    {
        foreach (var _ in rows)
        {
        }
    }
}
