namespace LlmMiaProbe.Testing.Models;

/// <summary>What scripted scorers have done, all roles together, and when they are to be interrupted.</summary>
public sealed class ScriptedActivity
{
    private readonly CancellationTokenSource _interruption = new();
    private readonly List<string> _texts = [];
    private int? _interruptAfter;
    private int _alive;

    /// <summary>Texts scored with success, in order.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Tokens fed for them.</summary>
    public long Tokens { get; private set; }

    /// <summary>Scorers opened.</summary>
    public int Opened { get; private set; }

    /// <summary>Scorers not yet disposed of.</summary>
    public int Alive => _alive;

    /// <summary>The most scorers that were alive at a time.</summary>
    public int MostAlive { get; private set; }

    /// <summary>A token that is cancelled once so many more texts are scored.</summary>
    public CancellationToken InterruptAfter(int texts)
    {
        _interruptAfter = _texts.Count + texts;
        CancelWhenDue();
        return _interruption.Token;
    }

    internal void Open()
    {
        Opened++;
        MostAlive = Math.Max(MostAlive, ++_alive);
    }

    internal void Close() => _alive--;

    internal void Score(string text, long tokens)
    {
        _texts.Add(text);
        Tokens += tokens;
        CancelWhenDue();
    }

    private void CancelWhenDue()
    {
        if (_texts.Count == _interruptAfter)
        {
            _interruption.Cancel();
        }
    }
}
