using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction.Canaries;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Extraction.Canaries;

public sealed class CanaryFileTests : IDisposable
{
    private const string Template = "My password for the admin panel of site {site} is {secret}.";

    private readonly TemporaryFolder _folder = new();

    private string Record => $"{_folder.Path}/canaries.json";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sealed_record_opens_with_its_seed_and_nothing_else()
    {
        var drawn = Write();

        var opened = CanaryFile.Read(Record, null, seed: 0);
        Assert.Equal(drawn.Set.Canaries, opened.Canaries);
        Assert.Equal((true, 20), (opened.IsSealed, opened.AnnouncedReferences));
        Assert.Equal(drawn.Set.References(opened.Canaries[1], 20), opened.References(opened.Canaries[1], 20));

        foreach (var (seed, nonce) in new[] { ("8", "00ff"), ("7", "00fe"), ("7\n", "00ff"), ("", "") })
        {
            var other = _folder.Write("other.json", new JsonObject { ["seed"] = seed, ["nonce"] = nonce }.ToJsonString());
            var refused = Assert.Throws<ConfigurationException>(() => CanaryFile.Read(Record, other, seed: 7));
            Assert.Contains("the seed does not open the record", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_record_says_what_was_planted_and_no_secret()
    {
        var drawn = Write();
        var text = File.ReadAllText(Record);
        var record = JsonNode.Parse(text) ?? throw new InvalidOperationException();

        Assert.All(drawn.Set.Canaries, canary => Assert.DoesNotContain(canary.Secret, text, StringComparison.Ordinal));
        Assert.Equal("2d99bd7478ad72afe169dd6f1558cd690569e48448f0605072ca19416c5df630", record["seedCommitment"]?.GetValue<string>());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(CanaryFile.PlantedPath(Record)))), record["plantedSha256"]?.GetValue<string>());
        Assert.Equal((Template, "0123456789", 8, 20, 6), (record["template"]?.GetValue<string>(), record["alphabet"]?.GetValue<string>(), record["length"]?.GetValue<int>(), record["references"]?.GetValue<int>(), record["plantedCopies"]?.GetValue<int>()));
        Assert.Equal([1, 2, 0, 3], record["canaries"]?.AsArray().Select(canary => canary?["repetitions"]?.GetValue<int>() ?? -1) ?? []);
        Assert.DoesNotContain("nonce\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("seed\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_copy_is_a_line_and_controls_have_none()
    {
        var drawn = Write();
        var planted = CorpusReader.Read([new CorpusSource(CanaryFile.PlantedPath(Record))]).Select(entry => entry.Document ?? throw new InvalidOperationException()).ToList();

        Assert.Equal(["canary-00.1", "canary-01.1", "canary-01.2", "canary-03.1", "canary-03.2", "canary-03.3"], planted.Select(document => document.Id));
        Assert.Equal("My password for the admin panel of site A is 09453675.", planted[0].Text);
        Assert.Equal(drawn.Set.Canaries[3].Text, planted[^1].Text);
    }

    [Theory]
    [InlineData("\"repetitions\": 2", "\"repetitions\": 3")]
    [InlineData("\"length\": 8", "\"length\": 9")]
    [InlineData("site {site}", "sites {site}")]
    public void A_record_that_was_changed_does_not_open(string from, string to)
    {
        Write();
        File.WriteAllText(Record, File.ReadAllText(Record).Replace(from, to, StringComparison.Ordinal));

        Assert.Contains("changed after it was sealed", Assert.Throws<ConfigurationException>(() => CanaryFile.Read(Record, null, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_there_are_not_overwritten()
    {
        Write();
        var before = File.ReadAllText(CanaryFile.RevealPath(Record));

        Assert.Contains("is there already", Assert.Throws<ConfigurationException>(() => Write()).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(CanaryFile.RevealPath(Record)));
    }

    [Fact]
    public void Without_what_opens_it_a_sealed_record_stays_closed()
    {
        Write();
        File.Delete(CanaryFile.RevealPath(Record));

        Assert.Contains("canaries.reveal.json cannot be read", Assert.Throws<PrerequisiteException>(() => CanaryFile.Read(Record, null, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_canaries_of_the_lab_are_an_open_file()
    {
        var lab = CanaryFile.Read(RepositoryFolder.PathOf("corpora", "lab", "canaries.json"), null, seed: 3);

        Assert.Equal((16, false, null), (lab.Canaries.Count, lab.IsSealed, lab.AnnouncedReferences));
        Assert.Equal(4, lab.Canaries.Count(canary => canary.Repetitions == 0));
        Assert.Equal("My password for the admin panel of site A is 70743012.", lab.Canaries[0].Text);
        Assert.All(lab.References(lab.Canaries[15], 10), reference => Assert.Matches(@"^My password for the admin panel of site P is \d{8}\.$", reference));
    }

    [Theory]
    [InlineData("{}", "expected template, alphabet, length and canaries")]
    [InlineData("[", "is not a file of canaries")]
    [InlineData("null", "it holds null")]
    [InlineData("""{"template": "{secret}", "alphabet": "01", "length": 2, "canaries": [{"id": "a", "repetitions": 1, "secret": "012"}]}""", "the secret '012' of a is not 2 symbols of the alphabet")]
    [InlineData("""{"template": "{secret}", "alphabet": "01", "length": 2, "canaries": [{"id": "a", "repetitions": -1, "secret": "01"}]}""", "negative number of repetitions")]
    [InlineData("""{"template": "{secret}", "alphabet": "01", "length": 1, "canaries": [{"id": "a", "secret": "0"}, {"id": "a", "secret": "1"}]}""", "two canaries have the id 'a'")]
    [InlineData("""{"template": "secret", "alphabet": "01", "length": 1, "canaries": [{"id": "a", "secret": "0"}]}""", "has 0 places for the secret")]
    public void Other_files_are_refused_with_the_reason(string json, string reason)
    {
        var path = _folder.Write("odd.json", json);

        Assert.Contains(reason, Assert.Throws<ConfigurationException>(() => CanaryFile.Read(path, null, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Carriers_are_numbered_with_letters()
    {
        var template = new CanaryTemplate("{site}: {secret}!");

        Assert.Equal(["A: ", "Z: ", "AA: ", "AB: ", "ZZ: ", "AAA: "], new[] { 0, 25, 26, 27, 701, 702 }.Select(number => template.Carrier(number).Prefix));
        Assert.Equal("!", template.Carrier(0).Suffix);
    }

    private SealedCanaries Write()
    {
        var drawn = SealedCanaries.Draw(new CanaryTemplate(Template), new SecretAlphabet("0123456789", 8), [1, 2, 0, 3], references: 20, seed: "7", nonce: "00ff");
        CanaryFile.Write(Record, drawn);
        return drawn;
    }
}
