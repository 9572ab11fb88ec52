using System.Text.Json;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Runtime.Tests;

/// <summary>A few passages of the lab, members and non-members in turn, in a folder with room for a store.</summary>
internal sealed class LabCorpus : IDisposable
{
    public const int Documents = 12;

    private readonly TemporaryFolder _folder = new();

    public LabCorpus()
    {
        var passages = File.ReadLines(RepositoryFolder.PathOf("corpora", "lab", "passages.jsonl"))
            .Select(line => (Line: line, IsMember: JsonDocument.Parse(line).RootElement.GetProperty("label").GetString() == "member"));
        var lines = passages.GroupBy(passage => passage.IsMember).SelectMany(group => group.Take(Documents / 2)).Select(passage => passage.Line + "\n");
        _folder.Write("corpus.jsonl", string.Concat(lines));
    }

    public static string Target => RepositoryFolder.PathOf("corpora", "lab", "target.gguf");

    public static string Base => RepositoryFolder.PathOf("corpora", "lab", "base.gguf");

    public string Corpus => $"{_folder.Path}/corpus.jsonl";

    public string Store => $"{_folder.Path}/store.db";

    public Probe Open() => Probe.Open(new ProbeOptions { Model = Target, Store = Store, Threads = 1 });

    public void Dispose() => _folder.Dispose();
}
