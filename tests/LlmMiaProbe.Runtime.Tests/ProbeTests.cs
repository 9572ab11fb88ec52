using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Runtime.Tests;

[Collection(NativeCollection.Name)]
public sealed class ProbeTests : IDisposable
{
    private readonly LabCorpus _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task A_run_is_kept_and_a_second_one_decodes_nothing()
    {
        using var probe = _lab.Open();
        var question = new MembershipQuestion { Corpora = [_lab.Corpus], Attacks = ["loss", "zlib"], Resamples = 100, Name = "first" };
        var first = await probe.TestMembershipAsync(question);
        var second = await probe.TestMembershipAsync(question with { Name = null });

        Assert.Equal(("first", (string?)null), (first.Run.Name, second.Run.Name));
        Assert.Equal((LabCorpus.Documents, LabCorpus.Documents, 0L), (first.Run.Counts.Scored, second.Run.Counts.Cached, second.Run.Counts.TokensDecoded));
        Assert.Equal(2 * LabCorpus.Documents, first.Scores().Count());
        Assert.Equal(first.Scores(), second.Scores());
        Assert.Equal(LabCorpus.Documents / 2, first.Scores().Count(score => score is { Attack: "loss", Label: Membership.Member }));
        Assert.Equal([1, 2], probe.Store.ListRuns().Select(run => run.Id));
        Assert.NotNull(first.Evaluation.HeadlineSentence);
    }

    [Fact]
    public async Task Windows_are_extracted()
    {
        using var probe = _lab.Open();
        var windows = new ExtractionSettings { PrefixTokens = 20, SuffixTokens = 20, StrideCharacters = 400 };
        var found = await probe.ExtractAsync(new ExtractionQuestion { Corpora = [_lab.Corpus], Windows = windows, Limit = 2 });
        Assert.Equal((2, RunStatus.Finished), (found.Evaluation.Documents.Count, found.Run.Status));
        Assert.All(found.Evaluation.Documents, document => Assert.InRange(document.Summaries[0].BestLogPz, -300, 0));
    }

    [Fact]
    public async Task What_contradicts_itself_is_refused_in_a_sentence_and_leaves_no_run()
    {
        using var probe = _lab.Open();
        await RefusedAsync("No corpus was named: give at least one file or folder of documents.", probe, new MembershipQuestion { Corpora = [] });
        await RefusedAsync("there is no attack 'los'; did you mean 'loss'?", probe, new MembershipQuestion { Corpora = [_lab.Corpus], Attacks = ["los"] });
        await RefusedAsync("reference-ratio compares with a reference model", probe, new MembershipQuestion { Corpora = [_lab.Corpus], Attacks = ["reference-ratio"] });

        await RefusedAsync("Limit is 0: use a number from 1 to 2147483647.", probe, new MembershipQuestion { Corpora = [_lab.Corpus], Limit = 0 });
        await RefusedAsync("FalseDiscoveryRate is NaN: use a number from 0.0001 to 0.5.", probe, new MembershipQuestion { Corpora = [_lab.Corpus], FalseDiscoveryRate = double.NaN });
        await RefusedAsync("Resamples is 0", probe, new MembershipQuestion { Corpora = [_lab.Corpus], Resamples = 0 });
        var windows = new ExtractionQuestion { Corpora = [_lab.Corpus], Windows = new ExtractionSettings { StrideCharacters = 0 } };
        Assert.Equal("StrideCharacters is 0: use a number from 1 to 2147483647.", (await Assert.ThrowsAsync<ConfigurationException>(() => probe.ExtractAsync(windows))).Message);

        using var alone = Probe.Open(new ProbeOptions { Model = LabCorpus.Target, Reference = LabCorpus.Target, Store = _lab.Store });
        await RefusedAsync("Reference and Model are the same file", alone, new MembershipQuestion { Corpora = [_lab.Corpus] });
        using var nobody = Probe.Open(new ProbeOptions { Store = _lab.Store });
        await RefusedAsync("Name the model under test once: a GGUF file (Model), or an endpoint (Endpoint).", nobody, new MembershipQuestion { Corpora = [_lab.Corpus] });
        using var missing = Probe.Open(new ProbeOptions { Model = $"{_lab.Store}.gguf", Store = _lab.Store });
        var error = await Assert.ThrowsAnyAsync<ProbeException>(() => missing.TestMembershipAsync(new MembershipQuestion { Corpora = [_lab.Corpus] }));
        Assert.Contains("store.db.gguf", error.Message, StringComparison.Ordinal);
        Assert.Empty(probe.Store.ListRuns());
    }

    [Fact]
    public async Task An_endpoint_is_not_asked_for_what_is_refused()
    {
        // Nothing listens there: whoever asked would get another error.
        var endpoint = new LlmMiaProbe.Models.EndpointSettings { Url = new Uri("http://127.0.0.1:9/v1"), Model = "m" };
        using var probe = Probe.Open(new ProbeOptions { Endpoint = endpoint, Store = _lab.Store });
        await RefusedAsync("No corpus was named", probe, new MembershipQuestion { Corpora = [] });
        await RefusedAsync("there is no attack 'los'", probe, new MembershipQuestion { Corpora = [_lab.Corpus], Attacks = ["los"] });
        var drawn = new ExtractionQuestion { Corpora = [_lab.Corpus], Windows = new ExtractionSettings { Draws = 2 } };
        Assert.Contains("An endpoint takes text, not tokens", (await Assert.ThrowsAsync<ConfigurationException>(() => probe.ExtractAsync(drawn))).Message, StringComparison.Ordinal);
        using var same = Probe.Open(new ProbeOptions { Endpoint = endpoint, ReferenceEndpoint = endpoint, Store = _lab.Store });
        await RefusedAsync("Endpoint and ReferenceEndpoint are the same model (m)", same, new MembershipQuestion { Corpora = [_lab.Corpus] });
        Assert.Empty(probe.Store.ListRuns());
    }

    [Fact]
    public async Task A_call_that_was_cancelled_goes_on_under_its_name()
    {
        using var interruption = new CancellationTokenSource();
        var question = new MembershipQuestion { Corpora = [_lab.Corpus], Attacks = ["loss"], Resamples = 100, Name = "long" };
        var progress = new Stopper(interruption);
        using (var stopped = Probe.Open(new ProbeOptions { Model = LabCorpus.Target, Store = _lab.Store, Threads = 1, Progress = progress }))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.TestMembershipAsync(question, interruption.Token));
        }

        using var probe = _lab.Open();
        var found = await probe.TestMembershipAsync(question);
        Assert.Equal(("long", (string?)null), (found.Run.Name, probe.Store.FindRun(1)?.Name));
        Assert.InRange(found.Run.Counts.Cached, 1, LabCorpus.Documents);
    }

    /// <summary>Cancels as soon as a document is scored.</summary>
    private sealed class Stopper(CancellationTokenSource interruption) : IProgress<ProbeProgress>
    {
        public void Report(ProbeProgress value)
        {
            if (value is { Phase: "scoring target", Done: > 0 })
            {
                interruption.Cancel();
            }
        }
    }

    [Fact]
    public void An_attack_is_added_once_under_a_name_of_its_own()
    {
        AttackCatalog.Add(new Named("mine"));
        AttackCatalog.Add(new Named("mine"));
        Assert.Single(AttackCatalog.All, attack => attack.Description.Id == "mine");
        Assert.Equal(AttackCatalog.All.Select(attack => attack.Description.Id).Order(StringComparer.Ordinal), AttackCatalog.All.Select(attack => attack.Description.Id));
        Assert.Contains(AttackSelection.Defaults, attack => attack.Id == "mine");
        Assert.Contains("There is an attack 'loss' already (LlmMiaProbe.Attacks.LossAttack): choose another id.", Refusal(new Named("loss")), StringComparison.Ordinal);
        Assert.Contains("'My attack' is no id of an attack: use lower-case words joined by hyphens, such as my-attack.", Refusal(new Named("My attack")), StringComparison.Ordinal);
        Assert.Contains("has to be an IDocumentAttack or an IPopulationAttack", Refusal(new Neither()), StringComparison.Ordinal);
    }

    private static string Refusal(IAttack attack) => Assert.Throws<ArgumentException>(() => AttackCatalog.Add(attack)).Message;

    private static async Task RefusedAsync(string expected, Probe probe, MembershipQuestion question) =>
        Assert.Contains(expected, (await Assert.ThrowsAsync<ConfigurationException>(() => probe.TestMembershipAsync(question))).Message, StringComparison.Ordinal);

    private static AttackDescription Described(string id) => new() { Id = id, Title = "Mine", Formula = "1", Paper = "none", Notes = "A constant." };

    private sealed class Named(string id) : IDocumentAttack
    {
        public AttackDescription Description { get; } = Described(id);

        public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [EvidenceRequest.Target(TextVariant.Plain)];

        public AttackScore Score(DocumentEvidence document, AttackSettings settings) => AttackScore.Of(1);
    }

    private sealed class Neither : IAttack
    {
        public AttackDescription Description { get; } = Described("neither");

        public IReadOnlyList<EvidenceRequest> Evidence(AttackSettings settings) => [];
    }
}
