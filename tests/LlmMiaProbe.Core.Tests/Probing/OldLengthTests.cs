using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;
using Microsoft.Data.Sqlite;

namespace LlmMiaProbe.Core.Tests.Probing;

/// <summary>Runs that an earlier version began, whose compressed lengths another library measured.</summary>
public sealed class OldLengthTests
{
    private static readonly string[] s_texts = [.. Enumerable.Range(0, 6).Select(i => $"document {i} of a run that was begun long ago, again and again and again")];

    [Fact]
    public async Task A_run_without_texts_that_is_resumed_is_measured_again_from_its_corpus()
    {
        using var scene = new ProbeScene(s_texts, attacks: ["loss", "zlib"]);
        scene.Settings = scene.Settings with { KeepText = false };
        var run = await scene.RunInterruptedAsync(3);
        ForgetLengths(scene);
        Assert.All(scene.Store.ReadDocuments(run), document => Assert.Null(document.Facts.ZlibLength));

        await scene.Runner().ResumeAsync(run, default);
        var loss = Scores(scene, run, "loss");
        Assert.Equal(loss.Zip(s_texts, (value, text) => value / DocumentFacts.Of(text).ZlibLength), Scores(scene, run, "zlib"));
        Assert.Equal(ZlibLengthMeter.Method, scene.Evaluation(run).Compression);
    }

    [Fact]
    public async Task A_finished_run_without_texts_has_no_such_scores_until_its_documents_are_scored_again()
    {
        using var scene = new ProbeScene(s_texts, attacks: ["loss", "zlib"]);
        scene.Settings = scene.Settings with { KeepText = false };
        var run = await scene.RunAsync();
        var before = Scores(scene, run, "zlib");
        ForgetLengths(scene);

        new RunAnalysis(scene.Store).Analyze(run);
        Assert.All(Scores(scene, run, "zlib"), Assert.Null);
        Assert.DoesNotContain(null, Scores(scene, run, "loss"));

        await scene.RunAsync();
        new RunAnalysis(scene.Store).Analyze(run);
        Assert.Equal(before, Scores(scene, run, "zlib"));
    }

    private static List<double?> Scores(ProbeScene scene, long run, string attack) =>
        [.. scene.Store.ReadScores(run).Where(score => score.Attack == attack).Select(score => score.Score.Value)];

    // What the migration leaves of a length where no text was kept.
    private static void ForgetLengths(ProbeScene scene)
    {
        using var connection = new SqliteConnection($"Data Source={scene.Store.Location};Pooling=False");
        connection.Open();
        connection.CreateFunction("binding_of", (byte[] hash, long length) =>
        {
            using var framed = new FramedHash("facts/1");
            return framed.Add(hash).Add(length).Add((long?)null).Finish();
        });
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE documents SET zlib_length = NULL, binding = binding_of(hash, byte_length)";
        command.ExecuteNonQuery();
    }
}
