namespace LlmMiaProbe.Testing;

/// <summary>Keeps every report, in order and at once (<see cref="Progress{T}"/> would post them to other threads).</summary>
public sealed class RecordedProgress<T> : IProgress<T>
{
    private readonly List<T> _reports = [];

    public IReadOnlyList<T> Reports => _reports;

    public void Report(T value) => _reports.Add(value);
}
