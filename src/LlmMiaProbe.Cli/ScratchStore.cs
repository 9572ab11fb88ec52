using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli;

/// <summary>An empty store in a folder of its own, both gone when this is disposed.</summary>
internal sealed class ScratchStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mia-probe-").FullName;
    private SqliteProbeStore? _store;

    public IProbeStore Open() => _store = SqliteProbeStore.Open(Path.Combine(_folder, "scratch.db"));

    public void Dispose()
    {
        _store?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
