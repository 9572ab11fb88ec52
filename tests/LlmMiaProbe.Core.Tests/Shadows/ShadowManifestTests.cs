using LlmMiaProbe.Shadows;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Shadows;

public sealed class ShadowManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShadowManifestTests()
    {
        _folder.Write("models/a.gguf", "");
        _folder.Write("scores.csv", "document,b,c\nd1,-1.5,-2\nd2,,-3\n");
    }

    [Fact]
    public void Models_and_columns_are_read_with_what_they_were_trained_on()
    {
        var manifest = Read("""{"base": "base.gguf", "shadows": [{"model": "models/a.gguf", "trained_on": ["d1", "d2", "d1"]}, {"scores": "scores.csv", "column": "c", "trained_on": []}, {"scores": "scores.csv", "column": "b", "trained_on": ["d2"]}]}""");
        Assert.Equal(Path.GetFullPath($"{_folder.Path}/shadows.json"), manifest.File);
        Assert.Equal(
            [new ShadowModel(1, Path.GetFullPath($"{_folder.Path}/models/a.gguf"), null, 2), new ShadowModel(2, Table, "c", 0), new ShadowModel(3, Table, "b", 1)],
            manifest.Models);
        Assert.Equal(["a.gguf", "c", "b"], manifest.Models.Select(model => model.Name));
        Assert.Equal(["shadow-1", "shadow-2", "shadow-3"], manifest.Models.Select(model => model.Role.Name));
        Assert.Equal(["d1", "d2"], manifest.Entries[0].TrainedOn.Order());
        Assert.Null(manifest.Entries[0].Scores);
        Assert.Equal([("d1", -2.0), ("d2", -3.0)], manifest.Entries[1].Scores?.Select(score => (score.Key, score.Value)));
        Assert.Equal([("d1", -1.5)], manifest.Entries[2].Scores?.Select(score => (score.Key, score.Value)));
    }

    [Fact]
    public void The_bundled_shadow_models_were_trained_on_half_of_the_bundled_documents_and_score_them_higher()
    {
        var manifest = ShadowManifest.Read(RepositoryFolder.PathOf("corpora", "lab", "shadow-scores.json"));
        Assert.Equal(6, manifest.Entries.Count);
        Assert.All(manifest.Entries, entry =>
        {
            Assert.Equal((600, 1200), (entry.TrainedOn.Count, entry.Scores?.Count));
            var trained = entry.Scores?.ToLookup(score => entry.TrainedOn.Contains(score.Key), score => score.Value);
            Assert.Equal((600, 600), (trained?[true].Count(), trained?[false].Count()));
            Assert.True(trained?[true].Average() > trained?[false].Average() + .05);
        });
    }

    [Theory]
    [InlineData("[]", "is not an object; expected one with base, shadows.")]
    [InlineData("{}", "has no list shadows.")]
    [InlineData("""{"shadows": {}}""", "has no list shadows.")]
    [InlineData("""{"shadows": []}""", "lists no shadow model; expected at least one under shadows.")]
    [InlineData("""{"shadow": []}""", "has a field 'shadow'; expected base, shadows.")]
    [InlineData("""{"shadows": [1]}""", "entry 1 is not an object; expected one with model, lora, scores, column, trained_on.")]
    [InlineData("""{"shadows": [{"trained_on": []}]}""", "entry 1 names neither or both of model and scores; expected a GGUF file as model, or a table as scores with its column.")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "scores": "scores.csv", "trained_on": []}]}""", "entry 1 names neither or both")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "column": "b", "trained_on": []}]}""", "entry 1 has a column beside a model")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf"}]}""", "entry 1 has no list trained_on.")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "trained_on": "d1"}]}""", "entry 1 has no list trained_on.")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "trained_on": ["d1", 2]}]}""", "entry 1 has an id under trained_on that is no text")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "trained_on": [null]}]}""", "entry 1 has an id under trained_on that is no text")]
    [InlineData("""{"shadows": [{"model": 3, "trained_on": []}]}""", "entry 1 has no text model.")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "trained": [], "trained_on": []}]}""", "entry 1 has a field 'trained'")]
    [InlineData("""{"shadows": [{"scores": "scores.csv", "trained_on": []}]}""", "entry 1 has no text column.")]
    [InlineData("""{"shadows": [{"model": "models/a.gguf", "trained_on": []}, {"model": "models/../models/a.gguf", "trained_on": []}]}""", "names a.gguf as entry 1 and 2; expected every shadow model once.")]
    [InlineData("""{"shadows": [{"scores": "scores.csv", "column": "b", "trained_on": []}, {"scores": "scores.csv", "column": "b", "trained_on": []}]}""", "names b as entry 1 and 2")]
    [InlineData("{\n\"shadows\": [\n}", "shadows.json:3: the manifest is not valid JSON")]
    [InlineData("""{"shadows": [], "shadows": []}""", "is not valid JSON")]
    [InlineData("""{"shadows": [{"scores": "scores.csv", "column": "x", "trained_on": []}]}""", "scores.csv has no column 'x'; expected it once in the header, which has 'document', 'b', 'c'.")]
    public void What_is_wrong_is_told_with_file_and_entry(string json, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(json));
        Assert.StartsWith($"--shadows: {Path.GetFullPath(_folder.Path)}", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"shadows": [{"model": "models/b.gguf", "trained_on": []}]}""", "entry 1 names as model")]
    [InlineData("""{"shadows": [{"scores": "b.csv", "column": "b", "trained_on": []}]}""", "entry 1 names as scores")]
    public void A_missing_file_is_named(string json, string expected)
    {
        var error = Assert.Throws<PrerequisiteException>(() => Read(json));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("which does not exist: check the path, which is relative to the manifest.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_manifest_is_named() =>
        Assert.Contains("none.json cannot be read", Assert.Throws<PrerequisiteException>(() => ShadowManifest.Read($"{_folder.Path}/none.json")).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private string Table => Path.GetFullPath($"{_folder.Path}/scores.csv");

    private ShadowManifest Read(string json) => ShadowManifest.Read(_folder.Write("shadows.json", json));
}
