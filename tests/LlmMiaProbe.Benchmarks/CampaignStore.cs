using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Runs;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing.Campaign;

namespace LlmMiaProbe.Benchmarks;

/// <summary>The lab's passages under its target and its base model, in the versions that a campaign draws from.</summary>
internal sealed class CampaignStore : IModelProvider, IDisposable
{
    private static readonly string s_lab = Path.Combine(AppContext.BaseDirectory, "corpora", "lab");


    private CampaignStore()
    {
    }

    /// <summary>Ids of passages that the target was not trained on, in the order of their books.</summary>
    public required IReadOnlyList<string> NeverTrained { get; init; }

    public required IReadOnlyList<string> Trained { get; init; }

    public required IProbeStore Store { get; init; }

    /// <summary>Asks both models about every version of every passage.</summary>
    public static async Task<CampaignStore> GatherAsync(IReadOnlyList<string> attacks)
    {
        var passages = CorpusReader.Read([new CorpusSource(Path.Combine(s_lab, "passages.jsonl"))]).Select(entry => entry.Document).OfType<Document>().OrderBy(document => document.Id, StringComparer.Ordinal).ToList();
        var gathered = Path.Combine(Directory.CreateTempSubdirectory("mia-probe-campaign-").FullName, "campaign");
        File.WriteAllLines(gathered + ".jsonl", passages.SelectMany(Versions).Select(version => JsonSerializer.Serialize(new { id = version.Id, text = version.Text })));
        var campaign = new CampaignStore
        {
            NeverTrained = IdsOf(Membership.NonMember),
            Trained = IdsOf(Membership.Member),
            Store = SqliteProbeStore.Open(gathered + ".db"),
        };
        var settings = new RunSettings { Model = Path.Combine(s_lab, "target.gguf"), Reference = Path.Combine(s_lab, "base.gguf"), Corpora = [new CorpusSource(gathered + ".jsonl")], Attacks = attacks };
        await new ProbeRunner(campaign.Store, campaign, TimeProvider.System, "campaign", new Progress<ProbeProgress>()).RunAsync(settings, CancellationToken.None);
        return campaign;

        string[] IdsOf(Membership label) => [.. passages.Where(passage => passage.Label == label).Select(passage => passage.Id)];
    }

    public ITokenScorer Open(ModelRole role, RunSettings settings) => BenchmarkModels.Open(role == ModelRole.Target ? settings.Model : settings.Reference!, new LocalScorerOptions());

    public IWindowScorer OpenWindows(ModelRole role, RunSettings settings) => throw new NotSupportedException("A campaign measures no windows.");

    public IGenerator OpenGenerator(ModelRole role, RunSettings settings) => throw new NotSupportedException("A campaign generates nothing.");

    public ConversationRenderer OpenTemplate(RunSettings settings) => throw new NotSupportedException("A campaign has no conversations.");

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Path.GetDirectoryName(Store.Location)!, recursive: true);
    }

    private static IEnumerable<(string Id, string Text)> Versions(Document passage)
    {
        yield return (passage.Id, passage.Text);
        if (passage.Label == Membership.NonMember)
        {
            yield return (passage.Id + CampaignDraws.Short, passage.Text[..passage.Text.LastIndexOf(' ', passage.Text.Length * 2 / 3)]);
            yield return (passage.Id + CampaignDraws.Old, $"In 1998, {passage.Text}");
            yield return (passage.Id + CampaignDraws.New, $"In 2021, {passage.Text}");
        }
    }
}
