using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmMiaProbe.Cli.Console;

/// <summary>
/// A console whose texts pass <see cref="SafeText"/> after all that Spectre makes of them; its own control codes are left as they are. It has a
/// pipeline of its own, so that what live displays add passes, too.
/// </summary>
internal sealed class SafeConsole(IAnsiConsole inner) : IAnsiConsole
{
    public Profile Profile => inner.Profile;

    public IAnsiConsoleCursor Cursor => inner.Cursor;

    public IAnsiConsoleInput Input => inner.Input;

    public IExclusivityMode ExclusivityMode => inner.ExclusivityMode;

    public RenderPipeline Pipeline { get; } = new();

    public void Clear(bool home) => inner.Clear(home);

    public void Write(IRenderable renderable) => inner.Write(new Drawn([.. renderable.GetSegments(this).Select(Safe)]));

    public void WriteAnsi(Action<AnsiWriter> action) => inner.WriteAnsi(action);

    private static Segment Safe(Segment segment) =>
        segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(SafeText.Of(segment.Text), segment.Style);

    private sealed class Drawn(IReadOnlyList<Segment> segments) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => new(0, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => segments;
    }
}
