using LlmMiaProbe.Files;

namespace LlmMiaProbe.Local.Adapters;

/// <summary>A model with weights, and the adapters that were loaded beside them.</summary>
/// <param name="model">The model, owned from now on.</param>
/// <param name="widened">The copy that it was loaded from, or null.</param>
internal sealed class SharedWeights(ILlamaModel model, WidenedModel? widened) : IDisposable
{
    private readonly Dictionary<string, ILlamaAdapter> _adapters = new(StringComparer.Ordinal);

    public ILlamaModel Model => model;

    /// <summary>See <see cref="WeightPool.Rent"/>.</summary>
    public string? Key { get; set; }

    public int Users { get; set; }

    /// <summary>Loads an adapter, once for all that use it.</summary>
    /// <param name="adapter">It fits the model.</param>
    /// <param name="widen">Compute its 16-bit weights in 32 bits.</param>
    /// <exception cref="ModelException">llama.cpp refuses it.</exception>
    /// <exception cref="PrerequisiteException">Its temporary copy cannot be written.</exception>
    public ILlamaAdapter Adapter(ReadAdapter adapter, bool widen)
    {
        var key = adapter.File.Identity is { } identity ? $"{adapter.File.Path}\0{identity}\0{widen}" : null;
        if (key is not null && _adapters.TryGetValue(key, out var found))
        {
            return found;
        }

        var loaded = widen && adapter.Has16Bits ? LoadWidened(adapter) : model.LoadAdapter(adapter.File.Path);
        if (key is not null)
        {
            _adapters.Add(key, loaded);
        }

        return loaded;
    }

    public void Dispose()
    {
        model.Dispose();
        widened?.Dispose();
    }

    private ILlamaAdapter LoadWidened(ReadAdapter adapter)
    {
        var folder = TemporaryCopies.OfUser.Begin();
        try
        {
            // Under its own name, which is what messages give. The library reads all of it, so the copy can go at once.
            var copy = Path.Combine(folder, adapter.File.Name);
            using (var stream = PrivateFile.Create(copy))
            {
                AdapterWriter.WriteWidened(adapter.File, stream);
            }

            return model.LoadAdapter(copy);
        }
        catch (IOException error)
        {
            throw new PrerequisiteException(
                $"A temporary copy of {adapter.File.Name} with 32-bit weights could not be written ({error.Message.TrimEnd('.')}): make room, or use "
                + $"--no-widen.",
                error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
