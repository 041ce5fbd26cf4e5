using Slipway.Engines.Doctor;
using Slipway.Engines.Settings;
using Slipway.Linux.Tools;

namespace Slipway.Engines.Tests.Doctor;

public sealed class ExaminationTests : IDisposable
{
    private readonly DirectoryInfo _machine = Directory.CreateTempSubdirectory("slipway-machine-");

    [Theory]
    [InlineData("5.10.0-8-amd64", DoctorVerdict.Missing)]
    [InlineData("6.1.0-18-amd64", DoctorVerdict.Weak)]
    [InlineData("6.18.44", DoctorVerdict.Good)]
    public void A_kernel_is_judged_by_what_engines_need_of_it(string release, DoctorVerdict expected)
    {
        Give("/proc/sys/kernel/osrelease", release + "\n");

        Assert.Equal(expected, Find("kernel").Verdict);
    }

    [Fact]
    public void An_empty_machine_lacks_everything_and_each_lack_names_its_remedy()
    {
        var findings = Examine();

        Assert.Equal(
            ["kernel", "user namespaces", "overlay", "btrfs", "seccomp", "control groups", "runtime", "nft", "mount", "losetup", "mkfs.btrfs", "setsid", "forwarding", "DNS", "storage"],
            findings.Where(finding => finding.Verdict == DoctorVerdict.Missing).Select(finding => finding.Check));
        Assert.All(findings.Where(finding => finding.Verdict != DoctorVerdict.Good), finding => Assert.NotNull(finding.Remedy));
    }

    [Theory]
    [InlineData("", DoctorVerdict.Good)]
    [InlineData("/lib/systemd/systemd-cgroups-agent", DoctorVerdict.Good)]
    [InlineData("/usr/local/bin/clean-up", DoctorVerdict.Weak)]
    public void A_program_of_the_host_that_engines_can_have_run_is_named(string program, DoctorVerdict expected)
    {
        Assert.Equal(DoctorVerdict.Good, Find("release agents").Verdict);
        Give("/proc/self/mounts", "cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0\ncgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0\n");
        Give("/sys/fs/cgroup/pids/release_agent", "\n");
        Give("/sys/fs/cgroup/systemd/release_agent", program + "\n");

        Assert.Equal(expected, Find("release agents").Verdict);
    }

    [Fact]
    public void Switched_off_forwarding_is_mended_by_sysctl()
    {
        Give("/proc/sys/net/ipv4/ip_forward", "0\n");

        Assert.Equal("sysctl -w net.ipv4.ip_forward=1", Find("forwarding").Remedy);
    }

    [Fact]
    public void A_limit_of_neighbours_that_one_engine_can_use_up_is_mended_by_sysctl()
    {
        Assert.Equal(DoctorVerdict.Good, Find("neighbours").Verdict);
        Give("/proc/sys/net/ipv4/neigh/default/gc_thresh3", "2000000000\n");
        Give("/proc/sys/net/ipv6/neigh/default/gc_thresh3", "1024\n");

        Assert.Equal((DoctorVerdict.Weak, "sysctl -w net.ipv6.neigh.default.gc_thresh3=1073741824"), (Find("neighbours").Verdict, Find("neighbours").Remedy));
    }

    [Fact]
    public void Control_groups_of_version_2_without_pids_are_not_enough()
    {
        Give("/sys/fs/cgroup/cgroup.controllers", "cpu memory\n");

        Assert.Equal("version 2, without pids", Find("control groups").Detail);
    }

    [Fact]
    public void A_hybrid_machine_is_known_as_such()
    {
        foreach (var controller in (string[])["cpu", "memory", "pids", "devices", "unified"])
        {
            _machine.CreateSubdirectory($"sys/fs/cgroup/{controller}");
        }

        Assert.Equal(new DoctorFinding("control groups", DoctorVerdict.Good, "version 1, hybrid"), Find("control groups"));
    }

    [Theory]
    [InlineData("2466170", DoctorVerdict.Weak)]
    [InlineData("9223372036854775807", DoctorVerdict.Good)]
    public void Fewer_open_files_than_an_engines_memory_holds_are_told(string most, DoctorVerdict expected)
    {
        Give("/proc/sys/fs/file-max", most + "\n");

        Assert.Equal(expected, Find("open files").Verdict);
    }

    [Fact]
    public void Addresses_that_collide_with_a_route_are_told()
    {
        Give("/proc/net/route", "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\teth0\n\neth0\t0000DC0A\t0\t1\t0\t0\t0\t0000FFFF\t0\t0\t0\n");

        var finding = Find("addresses", new EngineSettings { Network = new() { AddressPool = "10.220.0.0/19" } });

        Assert.Equal(DoctorVerdict.Missing, finding.Verdict);
        Assert.Contains("collides", finding.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("firewalld", "firewalld: every start of an engine restores the rules it needs")]
    [InlineData("sshd", "none")]
    public void A_firewalld_is_known_by_its_process(string runs, string detail)
    {
        Give("/usr/bin/firewall-cmd", "");
        Give("/proc/77/comm", runs + "\n");

        Assert.Equal(detail, Find("other firewalls").Detail);
    }

    [Theory]
    [InlineData(true, false, DoctorVerdict.Good)]
    [InlineData(false, true, DoctorVerdict.Good)]
    [InlineData(false, false, DoctorVerdict.Weak)]
    public void A_user_whose_engines_the_host_makes_needs_no_root(bool isRoot, bool isServed, DoctorVerdict expected) =>
        Assert.Equal(expected, Examine(examiner: new Examiner(isRoot, isServed)).Single(finding => finding.Check == "root").Verdict);

    [Fact]
    public void A_storage_that_nothing_has_mounted_yet_is_there_all_the_same()
    {
        Give("/storage.btrfs", "");

        Assert.Equal((DoctorVerdict.Good, $"btrfs in the file {_machine.FullName}/storage.btrfs, which the next engine mounts"), (Find("storage").Verdict, Find("storage").Detail));
    }

    [Fact]
    public void A_storage_that_cannot_be_mounted_is_missing_and_nothing_is_said_of_its_images()
    {
        Give("/storage.btrfs", "");

        var findings = Examine(examiner: new Examiner(IsRoot: true, StorageFailure: "A newer kernel made it."));

        Assert.Equal((DoctorVerdict.Missing, "A newer kernel made it."), findings.Where(finding => finding.Check == "storage").Select(finding => (finding.Verdict, finding.Detail)).Single());
        Assert.DoesNotContain(findings, finding => finding.Check == "engine images");
    }

    public void Dispose() => _machine.Delete(recursive: true);

    private DoctorFinding Find(string check, EngineSettings? settings = null) => Examine(settings).Single(finding => finding.Check == check);

    private IReadOnlyList<DoctorFinding> Examine(EngineSettings? settings = null, Examiner? examiner = null) =>
        Examination.Run(new HostFiles(_machine.FullName, "/usr/bin"), settings ?? new EngineSettings { StateFolder = _machine.FullName }, TimeProvider.System, examiner ?? new Examiner(IsRoot: true));

    private void Give(string path, string text)
    {
        var place = Path.Combine(_machine.FullName, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllText(place, text);
    }
}
