using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class InterruptionTests : IDisposable
{
    private readonly List<int> _exits = [];
    private readonly List<string> _notes = [];
    private readonly Interruption _interruption;

    public InterruptionTests() => _interruption = new Interruption(_exits.Add, _notes.Add);

    public void Dispose() => _interruption.Dispose();

    [Fact]
    public void At_first_nothing_is_cancelled()
    {
        Assert.False(_interruption.Token.IsCancellationRequested);
        Assert.Null(_interruption.ExitCode);
    }

    [Fact]
    public void The_first_interrupt_cancels_and_lets_the_work_finish()
    {
        _interruption.OnInterrupt();

        Assert.True(_interruption.Token.IsCancellationRequested);
        Assert.Equal(130, _interruption.ExitCode);
        Assert.Empty(_exits);
        Assert.Single(_notes);
    }

    [Fact]
    public void The_second_interrupt_ends_the_process_at_once()
    {
        _interruption.OnInterrupt();
        _interruption.OnInterrupt();

        Assert.Equal([130], _exits);
        Assert.Single(_notes);
    }

    [Fact]
    public void Termination_cancels_with_143_and_stays_patient()
    {
        _interruption.OnTerminate();
        _interruption.OnTerminate();

        Assert.True(_interruption.Token.IsCancellationRequested);
        Assert.Equal(143, _interruption.ExitCode);
        Assert.Empty(_exits);
    }

    [Fact]
    public void An_interrupt_after_a_termination_ends_the_process_at_once()
    {
        _interruption.OnTerminate();
        _interruption.OnInterrupt();

        Assert.Equal([130], _exits);
        Assert.Equal(143, _interruption.ExitCode);
    }
}
