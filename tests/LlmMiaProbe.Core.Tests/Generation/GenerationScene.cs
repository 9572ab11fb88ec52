using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Generation;

/// <summary>A store with a run, in a folder of its own.</summary>
internal sealed class GenerationScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GenerationScene()
    {
        Store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        Run = NewRun();
    }

    public SqliteProbeStore Store { get; }

    public long Run { get; }

    public long NewRun() => Store.BeginRun(new RunSettings { Model = "m.gguf", Corpora = [], Attacks = [] }, "0.0-test", new ManualTimeProvider().GetUtcNow());

    public AttemptRecorder Recorder(IGenerator generator, long? run = null) => new(Store, run ?? Run, generator, "0.0-test", new ManualTimeProvider());

    public static RunDocument Document(long ordinal, string text) => new(ordinal, $"d{ordinal}", Membership.Unknown, null, null, DocumentFacts.Of(text));

    public static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> items)
    {
        var list = new List<T>();
        await foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
