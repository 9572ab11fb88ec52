using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>What every page works with.</summary>
/// <param name="Store">Where the runs are.</param>
/// <param name="Links">Where the other pages are.</param>
/// <param name="Now">The time.</param>
internal sealed record ViewerScene(IBrowsedStore Store, ViewerLinks Links, DateTimeOffset Now)
{
    /// <summary>The name of the store's file, without the folders that it lies in.</summary>
    public string StoreName => Path.GetFileName(Store.Location);
}
