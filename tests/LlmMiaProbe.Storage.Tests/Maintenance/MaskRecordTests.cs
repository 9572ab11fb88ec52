using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Storage.Tests.Maintenance;

/// <summary>What of a conversation is scored is kept and sealed, with its text and without.</summary>
public sealed class MaskRecordTests
{
    private const string Text = "Who?Me.";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_read_back_as_it_was_written_and_copied_with_the_run(bool keepText)
    {
        using var folder = new StoreFolder();
        using var store = folder.Open();
        var run = Begin(store, keepText);
        Assert.Empty(store.Check().Problems);
        foreach (var number in new[] { run, store.CopyRun(run, Samples.Settings, "0.1.0", Samples.Noon) })
        {
            var facts = Assert.Single(store.ReadDocuments(number)).Facts;
            Assert.Equal(("c4 s3", 3, ContentHash.Of(Text, "c4 s3")), (facts.Mask, facts.ByteLength, facts.Hash));
        }
    }

    [Theory]
    [InlineData(true, "UPDATE documents SET mask = 's4 c3'")]
    [InlineData(false, "UPDATE documents SET mask = 's4 c3'")]
    [InlineData(true, "UPDATE documents SET mask = NULL")]
    [InlineData(false, "UPDATE documents SET mask = NULL")]
    [InlineData(false, "UPDATE documents SET mask = 'c4 t1 s2'")]
    [InlineData(false, "UPDATE documents SET mask = 'nonsense'")]
    public void Another_one_is_found_by_the_check_of_document_and_run(bool keepText, string sql)
    {
        using var folder = new StoreFolder();
        using (var store = folder.Open())
        {
            Begin(store, keepText);
        }

        folder.MeddleWithRows(sql);
        using var altered = SqliteProbeStore.OpenExisting(folder.StorePath);
        var found = altered.Check().Problems;
        Assert.Contains(found, problem => problem.Contains("run 1", StringComparison.Ordinal));
        Assert.Contains(found, problem => problem.StartsWith("document ", StringComparison.Ordinal));
    }

    private static long Begin(SqliteProbeStore store, bool keepText)
    {
        var run = store.BeginRun(Samples.Settings, "0.1.0", Samples.Noon);
        store.AddDocuments(run, [(new RunDocument(0, "a", Membership.Member, null, null, DocumentFacts.Of(Text, "c4 s3")), keepText ? Text : null)]);
        store.SetRunState(run, RunStatus.Finished, RunCounts.None with { Documents = 1 });
        return run;
    }
}
