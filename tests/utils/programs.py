"""A program for the specs of the explorer and of those who perform its schedules."""

from showcase.utils.explore import Program


def walkers(**steps):
    """A program whose actors take so many steps, and whose outcome is the order of the steps."""

    def make():
        order = []

        def walker(name, count):
            def walk():
                for _ in range(count):
                    yield "walks"
                    order.append(name)

            return walk

        actors = {name: walker(name, count) for name, count in steps.items()}
        return Program(lambda: "".join(order), **actors)

    return make
