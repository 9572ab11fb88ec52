namespace LlmMiaProbe.Local.Adapters;

/// <summary>
/// Weights that are loaded once and evaluated with and without adapters: by two scorers at a time, or by one after the other. What nobody
/// uses any more is kept until other weights are loaded, and not beside them.
/// </summary>
public sealed class WeightPool : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<SharedWeights> _loaded = [];
    private bool _isDisposed;

    /// <summary>How many sets of weights are in memory.</summary>
    public int Loaded
    {
        get
        {
            lock (_gate)
            {
                return _loaded.Count;
            }
        }
    }

    /// <param name="key">What they are and how they are loaded; equal keys are the same weights. Null where that is not known.</param>
    /// <param name="load">Loads them.</param>
    internal SharedWeights Rent(string? key, Func<SharedWeights> load)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (key is not null && _loaded.Find(weights => weights.Key == key) is { } found)
            {
                found.Users++;
                return found;
            }

            Forget(_loaded.FindAll(weights => weights.Users == 0));
            var loaded = load();
            (loaded.Key, loaded.Users) = (key, 1);
            _loaded.Add(loaded);
            return loaded;
        }
    }

    internal void Return(SharedWeights weights)
    {
        lock (_gate)
        {
            weights.Users--;
            if (weights.Users == 0 && (_isDisposed || weights.Key is null))
            {
                Forget([weights]);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            Forget(_loaded.FindAll(weights => weights.Users == 0));
        }
    }

    private void Forget(List<SharedWeights> unused)
    {
        foreach (var weights in unused)
        {
            _loaded.Remove(weights);
            weights.Dispose();
        }
    }
}
