namespace LlmMiaProbe.Core.Tests.Corpora;

/// <summary>Tests that read the size of the managed heap, which tests beside them would change.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
