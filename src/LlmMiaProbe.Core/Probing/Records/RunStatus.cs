namespace LlmMiaProbe.Probing;

public enum RunStatus
{
    /// <summary>Begun; also the state of a run that was killed.</summary>
    Running,
    Interrupted,
    Finished,
}
