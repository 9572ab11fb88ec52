using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>Adds what was asked of endpoints to a run, however the asking ends.</summary>
internal sealed class UsageTally(IProbeStore store, long run)
{
    /// <summary>Keeps what the model used when it is disposed of.</summary>
    public IDisposable Of(object model) => new Metering(store, run, model as IMeteredModel);

    private sealed class Metering(IProbeStore store, long run, IMeteredModel? model) : IDisposable
    {
        public void Dispose()
        {
            if (model is { Usage: { Requests: > 0 } usage })
            {
                store.AddUsage(run, usage);
            }
        }
    }
}
