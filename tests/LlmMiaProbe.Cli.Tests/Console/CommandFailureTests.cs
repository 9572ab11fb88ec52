using LlmMiaProbe.Cli.Console;

namespace LlmMiaProbe.Cli.Tests.Console;

public sealed class CommandFailureTests
{
    [Fact]
    public void A_wrong_setting_is_exit_code_2_with_its_message_only() =>
        Assert.Equal(new CommandFailure(2, "error: bad option"), CommandFailure.From(new ConfigurationException("bad option")));

    [Fact]
    public void A_missing_prerequisite_and_a_bad_model_are_exit_code_3_with_their_message_only()
    {
        Assert.Equal(new CommandFailure(3, "error: no file"), CommandFailure.From(new PrerequisiteException("no file")));
        Assert.Equal(new CommandFailure(3, "error: bad model"), CommandFailure.From(new ModelException("bad model", new IOException("inner"))));
    }

    [Fact]
    public void A_device_that_fails_is_exit_code_3_with_what_the_system_says()
    {
        const string rest = "; check free space and permissions, then run the command again (what is stored is kept)";
        Assert.Equal(new CommandFailure(3, "error: the system reports 'No space left on device'" + rest), CommandFailure.From(new IOException("No space left on device")));
        Assert.Equal(new CommandFailure(3, "error: the system reports 'Access denied'" + rest), CommandFailure.From(new UnauthorizedAccessException("Access denied.")));
    }

    [Fact]
    public void An_interrupted_run_says_how_to_go_on_and_every_wrong_setting_is_a_line()
    {
        Assert.Equal(new CommandFailure(143, "go on so"), CommandFailure.From(new InterruptedRunException("go on so", new OperationCanceledException()), ExitCodes.Terminated));
        Assert.Equal(new CommandFailure(2, "error: a\nerror: b"), CommandFailure.From(new ConfigurationException(["a", "b"])));
    }

    [Fact]
    public void A_line_end_in_a_name_begins_no_line()
    {
        Assert.Equal(new CommandFailure(2, @"error: a\u000Ab"), CommandFailure.From(new ConfigurationException("a\nb")));
        Assert.Equal(new CommandFailure(3, @"error: a\u000D\u000Ab"), CommandFailure.From(new PrerequisiteException("a\r\nb")));
        Assert.StartsWith(@"error: the system reports 'a\u000Ab';", CommandFailure.From(new IOException("a\nb")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_command_is_exit_code_130_or_143()
    {
        Assert.Equal(130, CommandFailure.From(new OperationCanceledException()).ExitCode);
        Assert.Equal(143, CommandFailure.From(new TaskCanceledException(), ExitCodes.Terminated).ExitCode);
    }

    [Fact]
    public void Anything_else_is_a_bug_told_with_the_whole_exception()
    {
        var failure = CommandFailure.From(new InvalidOperationException("outer", new IOException("inner")));

        Assert.Equal(1, failure.ExitCode);
        Assert.Contains("this is a bug in mia-probe", failure.Message, StringComparison.Ordinal);
        Assert.Contains("System.InvalidOperationException: outer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("System.IO.IOException: inner", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_aggregate_of_one_is_that_one_and_of_several_a_bug()
    {
        Assert.Equal(2, CommandFailure.From(new AggregateException(new ConfigurationException("x"))).ExitCode);
        Assert.Equal(1, CommandFailure.From(new AggregateException(new ConfigurationException("x"), new IOException())).ExitCode);
    }
}
