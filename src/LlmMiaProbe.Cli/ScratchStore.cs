using LlmMiaProbe.Local;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Storage;

namespace LlmMiaProbe.Cli;

/// <summary>
/// An empty store in a folder of its own, both gone when this is disposed. It holds the texts of a bundle, so it lies where nobody else can
/// look, and what a killed process left is removed.
/// </summary>
internal sealed class ScratchStore : IDisposable
{
    private readonly string _folder;
    private SqliteProbeStore? _store;

    public ScratchStore(TemporaryCopies copies)
    {
        copies.Sweep();
        _folder = copies.Begin();
    }

    public IProbeStore Open() => _store = SqliteProbeStore.Open(Path.Combine(_folder, "scratch.db"));

    public void Dispose()
    {
        _store?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
