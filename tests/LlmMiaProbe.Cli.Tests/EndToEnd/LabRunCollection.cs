namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Tests that look at one run. All other classes have scenes of their own, so that they can run at the same time.</summary>
[CollectionDefinition(Name)]
public sealed class LabRunCollection : ICollectionFixture<LabRun>
{
    public const string Name = "lab run";
}
