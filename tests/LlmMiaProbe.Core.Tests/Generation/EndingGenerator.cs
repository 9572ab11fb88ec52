using System.Runtime.CompilerServices;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Generation;

/// <summary>A generator like the scripted one, of which one request never gets its answer.</summary>
internal sealed class EndingGenerator(int missing) : IGenerator
{
    private readonly ScriptedGenerator _scripted = new(request => $"sample {request.Sample}");

    public ModelDescription Model => _scripted.Model;

    public string Policy => _scripted.Policy;

    public int ContextTokens => _scripted.ContextTokens;

    public int PreferredBatch => _scripted.PreferredBatch;

    public int[] Tokenize(string text) => _scripted.Tokenize(text);

    public string Text(ReadOnlySpan<int> tokens) => _scripted.Text(tokens);

    public async IAsyncEnumerable<Continuation> GenerateAsync(IAsyncEnumerable<GenerationRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var continuation in _scripted.GenerateAsync(requests.Where(request => request.Sample != missing), cancellationToken))
        {
            yield return continuation;
        }

        throw new PrerequisiteException("the budget is used up");
    }

    public void Dispose()
    {
    }
}
