using System.Runtime.CompilerServices;
using System.Text;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Testing.Models;

/// <summary>A generator whose tokens are bytes of UTF-8 and whose words are put in its mouth. A null answer is a failure.</summary>
public sealed class ScriptedGenerator(Func<GenerationRequest, string?> answer, int contextTokens = 1000, ScriptedModel? model = null) : IGenerator
{
    private readonly List<GenerationRequest> _asked = [];

    /// <summary>Requests answered, in order.</summary>
    public IReadOnlyList<GenerationRequest> Asked => _asked;

    public ModelDescription Model { get; } = (model ?? new ScriptedModel("generator")).Description;

    public string Policy => $"scripted, context {contextTokens}";

    public int ContextTokens => contextTokens;

    public int PreferredBatch => 8;

    public int[] Tokenize(string text) => Array.ConvertAll(Encoding.UTF8.GetBytes(text), b => (int)b);

    public string Text(ReadOnlySpan<int> tokens) => Encoding.UTF8.GetString(Array.ConvertAll(tokens.ToArray(), token => (byte)token));

    public async IAsyncEnumerable<Continuation> GenerateAsync(IAsyncEnumerable<GenerationRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var request in requests.WithCancellation(cancellationToken))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            _asked.Add(request);
            yield return Answer(request);
        }
    }

    public void Dispose()
    {
    }

    private Continuation Answer(GenerationRequest request)
    {
        if (answer(request) is not { } text)
        {
            return Continuation.Failed(request, "the script says so");
        }

        var room = contextTokens - request.Prompt.Length;
        var tokens = Tokenize(text);
        int[] produced = [.. tokens.Take(Math.Min(request.MaxTokens, room))];
        var finish = produced.Length == request.MaxTokens ? FinishReason.Length : produced.Length == room ? FinishReason.Context : FinishReason.Stop;
        return new Continuation(request, produced, Text(produced), finish);
    }
}
