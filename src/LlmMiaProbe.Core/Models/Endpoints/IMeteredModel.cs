namespace LlmMiaProbe.Models;

/// <summary>A model behind an endpoint, whose requests are counted.</summary>
public interface IMeteredModel
{
    /// <summary>What was asked since it was opened.</summary>
    EndpointUsage Usage { get; }
}
